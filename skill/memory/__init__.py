"""What may be kept, and nothing else: the port, its stores, encryption, retention.

`schema` says what there is, `ports` how the channels reach it, `keeper` carries it out on the SQL
`store`. Nothing is created before the first thing is kept. The libraries come with the extra
`memory`; this package imports none of them until a store is opened.
"""

"""The offline voice loop."""

"""Speech to text, one engine a module, behind one port."""

"""What the voices have in common, the natural voice, and the choice between them."""

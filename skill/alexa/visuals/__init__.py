"""What an Echo Show shows beside the voice, as APL documents, and what a touch on it means."""

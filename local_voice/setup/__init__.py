"""`aftercare setup`: fetches a speech model, tests the sound, keeps the choices."""

"""Files from outside: the guard before them, and what is read from them; nothing here is executed or fetched."""

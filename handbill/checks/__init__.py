"""One module of checks a kind of file: it opens the finished file as its reader would, and never imports a writer."""

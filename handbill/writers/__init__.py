"""One writer a kind of file: a document and a design in, the finished bytes out."""

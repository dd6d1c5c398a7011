# The byte order mark makes this line no comment.
BOM = "x"

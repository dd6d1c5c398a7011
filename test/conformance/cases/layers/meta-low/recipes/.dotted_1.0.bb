V = "dot"

ALSO = "everywhere, too"

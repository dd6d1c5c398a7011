V = "only in the default configuration"

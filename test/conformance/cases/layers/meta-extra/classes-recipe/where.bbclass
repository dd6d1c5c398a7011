CLASS = "extra recipe"

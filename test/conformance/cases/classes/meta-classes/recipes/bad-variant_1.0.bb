BBCLASSEXTEND = "nowhere"

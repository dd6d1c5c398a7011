X_append = "1"

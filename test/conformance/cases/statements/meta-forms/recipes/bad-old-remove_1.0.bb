MY_removed = "1"

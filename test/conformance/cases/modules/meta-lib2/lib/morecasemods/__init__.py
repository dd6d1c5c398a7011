BBIMPORTS = ["only"]

BBIMPORTS = ["report", "work"]

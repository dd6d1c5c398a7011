BBIMPORTS = ["places"]

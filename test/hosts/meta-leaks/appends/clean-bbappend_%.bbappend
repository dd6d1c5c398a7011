OUTPUT[vardepsexclude] += "TOPDIR"

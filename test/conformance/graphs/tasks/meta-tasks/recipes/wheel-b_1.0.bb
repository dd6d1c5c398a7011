inherit steps
PROVIDES = "virtual/wheel"

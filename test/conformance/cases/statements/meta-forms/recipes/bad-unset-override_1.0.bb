unset X:a

inherit more
more_do_install[umask] = "022"

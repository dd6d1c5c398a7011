include nope.txt

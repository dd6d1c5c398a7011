inherit nowhere

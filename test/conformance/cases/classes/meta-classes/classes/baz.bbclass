F .= " baz"

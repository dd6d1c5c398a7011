F .= " foo"

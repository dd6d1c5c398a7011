F .= " bar"
inherit_defer baz

F .= " postponed"

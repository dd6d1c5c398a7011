V .= " dangling"

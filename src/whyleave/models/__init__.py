"""Small models of law and money: plain functions of plain parameters, reading no file."""

"""Models: plain functions of plain parameters. They read no file and know no claim."""

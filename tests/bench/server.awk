function server() { }

Jemand hat sich für Sie verbürgt

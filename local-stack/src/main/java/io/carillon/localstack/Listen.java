package io.carillon.localstack;

/**
 * Where a server listens.
 *
 * @param host the address it binds
 * @param port 1–65535
 */
record Listen(String host, int port) {
  /**
   * Returns an address that clients on this machine can connect to, even where the server binds all
   * of them.
   */
  String reachableHost() {
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }
}

package io.carillon.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds out which ports are to be had, for servers that are told where to listen. What is free now
 * may be taken a moment later, but hardly by chance: the ports come from a range that nothing else
 * takes ports from. Thread-safe.
 */
public final class Ports {
  // Below the range from which Linux takes the local ports of outgoing connections (32768-60999).
  // From inside it, a client that tries again and again to reach a server that is down would one
  // day be given the server's port as its own, connect to itself and keep the server out for good.
  private static final int LOWEST_FREE = 20_000;
  private static final int HIGHEST_FREE = 32_000;
  private static final int ATTEMPTS = 500;
  private static final String LOOPBACK = "127.0.0.1";

  private Ports() {}

  /**
   * Settles the port of every part, before anything is started.
   *
   * @param options ports as asked for, 0 for any
   * @return a port that was free just now for each part asked for
   * @throws LocalStackException if a port that was asked for is taken
   */
  static Map<Part, Integer> settle(LocalStackOptions options) {
    Map<Part, Integer> settled = new EnumMap<>(Part.class);
    Set<Integer> used = new HashSet<>();
    for (Part part : options.parts()) {
      int asked = options.port(part);
      if (asked != 0) {
        if (!isFree(options.bindHost(), asked) || !used.add(asked)) {
          throw new LocalStackException(taken(part, asked));
        }
        settled.put(part, asked);
      }
    }
    for (Part part : options.parts()) {
      if (options.port(part) == 0) {
        settled.put(part, free(options.bindHost(), used));
      }
    }
    return settled;
  }

  private static String taken(Part part, int port) {
    return "port "
        + port
        + " for "
        + part.title()
        + " is taken; choose another with LocalStackOptions.withPort("
        + part
        + ", ...), 0 for any free one";
  }

  /**
   * Returns a port of loopback that is free now.
   *
   * @return 20000–31999
   * @throws LocalStackException if there is none
   */
  public static int free() {
    return free(LOOPBACK, new HashSet<>());
  }

  /**
   * Returns a port that is free now and not among those used, and adds it to them.
   *
   * @param host the address it must be free on
   * @param used ports already promised to others
   * @return 20000–31999
   * @throws LocalStackException if there is none
   */
  public static int free(String host, Set<Integer> used) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
      if (isFree(host, port) && used.add(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "no free port between " + LOWEST_FREE + " and " + HIGHEST_FREE + " on " + host);
  }

  /**
   * Tells whether a port can be listened on now.
   *
   * @param host the address to listen on
   * @param port 1–65535
   * @return whether it is free
   */
  public static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static boolean answers(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

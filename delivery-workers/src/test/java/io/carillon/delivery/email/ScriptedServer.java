package io.carillon.delivery.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An SMTP server that follows a script: at each step of a session a reply, silence, or the end of
 * the connection, gentle or not. Steps are the commands, and {@code GREETING}, {@code LINE} (the
 * third line of a content) and {@code DOT}. Connection n follows script n, those after the last one
 * the last.
 */
final class ScriptedServer implements AutoCloseable {
  /** Close the connection without an answer. */
  static final String EOF = "<eof>";

  /** Reset the connection without an answer. */
  static final String RESET = "<reset>";

  /** Never answer. */
  static final String HANG = "<hang>";

  /** Prefix of a reply after which the connection is closed. */
  static final String LAST = "<last>";

  private static final Map<String, String> FRIENDLY =
      Map.ofEntries(
          Map.entry("GREETING", "220 scripted"),
          Map.entry("EHLO", "250-scripted\r\n250 8BITMIME"),
          Map.entry("MAIL", "250 2.1.0 ok"),
          Map.entry("RCPT", "250 2.1.5 ok"),
          Map.entry("DATA", "354 go on"),
          Map.entry("DOT", "250 2.0.0 Ok: queued as Q1"),
          Map.entry("RSET", "250 ok"),
          Map.entry("QUIT", LAST + "221 bye"));

  private final ServerSocket socket;
  private final List<Map<String, String>> scripts;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> contents = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  private ScriptedServer(List<Map<String, String>> scripts) throws IOException {
    this.scripts = new CopyOnWriteArrayList<>(scripts);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Starts a server that takes everything. */
  static ScriptedServer start() throws IOException {
    return start(Map.of());
  }

  static ScriptedServer start(Map<String, String> script) throws IOException {
    return new ScriptedServer(List.of(script));
  }

  static ScriptedServer start(Map<String, String> first, Map<String, String> others)
      throws IOException {
    return new ScriptedServer(List.of(first, others));
  }

  /** Changes what happens from now on on connections that follow a script, open ones too. */
  void rewrite(int script, Map<String, String> to) {
    scripts.set(script, to);
  }

  int port() {
    return socket.getLocalPort();
  }

  int connections() {
    return connections.size();
  }

  /** The most connections that were open at once. */
  int mostOpen() {
    return mostOpen.get();
  }

  /** All command lines, of all connections. */
  List<String> commands() {
    return commands;
  }

  /** What was sent between DATA and a final dot. */
  List<String> contents() {
    return contents;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        int script = Math.min(connections.size(), scripts.size() - 1);
        connections.add(connection);
        start(() -> serve(connection, script));
      }
    } catch (IOException e) {
      // Closed: that is how a test ends.
      open.set(0);
    }
  }

  private void serve(Socket connection, int script) {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      boolean goesOn = play("GREETING", script, connection);
      String line = goesOn ? in.readLine() : null;
      while (line != null) {
        commands.add(line);
        String step = step(line);
        goesOn = play(step, script, connection);
        if (goesOn && step.equals("DATA") && answer("DATA", script).startsWith("354")) {
          goesOn = content(in, script, connection);
        }
        line = goesOn ? in.readLine() : null;
      }
    } catch (IOException e) {
      // The client left; what it made of it is the client's test.
      commands.add("<gone>");
    } finally {
      open.decrementAndGet();
    }
  }

  private static String step(String line) {
    String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    // What follows AUTH LOGIN is no command, but the script may name it all the same.
    return verb.equals("HELO") ? "EHLO" : verb;
  }

  private boolean content(BufferedReader in, int script, Socket connection) throws IOException {
    StringBuilder content = new StringBuilder();
    int lines = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        contents.add(content.toString());
        return play("DOT", script, connection);
      }
      content.append(line).append("\r\n");
      if (++lines == 3 && scripts.get(script).containsKey("LINE")) {
        return play("LINE", script, connection);
      }
    }
    return false;
  }

  private String answer(String step, int script) {
    return scripts.get(script).getOrDefault(step, FRIENDLY.getOrDefault(step, "502 what?"));
  }

  private boolean play(String step, int script, Socket connection) throws IOException {
    String answer = answer(step, script);
    return switch (answer) {
      case EOF -> false;
      case RESET -> {
        connection.setSoLinger(true, 0);
        yield false;
      }
      case HANG -> connection.getInputStream().read() >= 0;
      default -> {
        boolean isLast = answer.startsWith(LAST);
        String text = isLast ? answer.substring(LAST.length()) : answer;
        connection.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
        yield !isLast;
      }
    };
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

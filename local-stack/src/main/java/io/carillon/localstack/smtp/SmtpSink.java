package io.carillon.localstack.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/**
 * A mail server that accepts mail for any address, keeps it for inspection and misbehaves on
 * demand: refuses at a stage of the session with a chosen reply, drops connections, is slow, goes
 * down and comes back on the same port.
 *
 * <p>Thread-safe. Whoever starts it closes it.
 */
public final class SmtpSink implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1000;

  private final InetAddress address;
  private final SmtpOptions options;
  private final @Nullable ServerCertificate certificate;
  private final SmtpFaults faults = new SmtpFaults();
  private final MailStore store;
  private int port;
  private @Nullable SMTPServer server;

  private SmtpSink(InetAddress address, int port, SmtpOptions options) {
    this.address = address;
    this.port = port;
    this.options = options;
    this.store = new MailStore(options.keepBytes());
    ServerCertificate given = options.certificate();
    this.certificate =
        options.security() == SmtpOptions.Security.NONE
            ? null
            : given == null ? ServerCertificate.selfSigned() : given;
  }

  /**
   * Starts a sink.
   *
   * @param host the address to bind, such as {@code 127.0.0.1}
   * @param port 0 for any free one
   * @param options what kind of server it is
   * @return the sink, ready for mail
   * @throws IllegalStateException if it cannot listen there
   */
  public static SmtpSink start(String host, int port, SmtpOptions options) {
    try {
      SmtpSink sink = new SmtpSink(InetAddress.getByName(host), port, options);
      sink.up();
      return sink;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("no such address: " + host, e);
    }
  }

  /**
   * Returns the port, the same for the life of the sink.
   *
   * @return 1–65535
   */
  public synchronized int port() {
    return port;
  }

  /**
   * Returns the certificate the sink shows, for clients that must trust it.
   *
   * @return the certificate
   * @throws IllegalStateException if the sink does not encrypt
   */
  public ServerCertificate certificate() {
    if (certificate == null) {
      throw new IllegalStateException("the sink does not encrypt");
    }
    return certificate;
  }

  /**
   * Returns the mails accepted so far, oldest first.
   *
   * @return a snapshot
   */
  public List<Mail> mails() {
    return store.snapshot();
  }

  /**
   * Returns the mails accepted for an address, oldest first.
   *
   * @param recipient an envelope recipient, in any case
   * @return a snapshot
   */
  public List<Mail> mailsTo(String recipient) {
    return mails().stream()
        .filter(mail -> mail.recipients().stream().anyMatch(recipient::equalsIgnoreCase))
        .toList();
  }

  /**
   * Returns how many mails were accepted since the start or the last {@link #clear()}.
   *
   * @return 0 or more
   */
  public int count() {
    return store.count();
  }

  /**
   * Waits until so many mails were accepted.
   *
   * @param count since the start or the last {@link #clear()}
   * @param atMost how long to wait
   * @return whether they were
   * @throws InterruptedException if interrupted while waiting
   */
  public boolean awaitCount(int count, Duration atMost) throws InterruptedException {
    return store.awaitCount(count, atMost);
  }

  /** Forgets the mails; faults stay. */
  public void clear() {
    store.clear();
  }

  /**
   * Refuses everybody at a stage until {@link #behave()}.
   *
   * @param stage where in the session
   * @param code the SMTP reply code, 400–599
   * @param text what follows the code, such as {@code 4.3.0 try later}
   */
  public void refuse(Stage stage, int code, String text) {
    refuse(Refusal.at(stage, code, text));
  }

  /**
   * Refuses as told, until that is used up or {@link #behave()}. Of several refusals that fit the
   * one given first is used.
   *
   * @param refusal where, how, whom and how often
   */
  public void refuse(Refusal refusal) {
    faults.add(refusal);
  }

  /**
   * Accepts the next mails but closes the connection instead of saying so, which leaves the sender
   * in doubt.
   *
   * @param times how many mails, 0 to stop
   */
  public void dropAfterData(int times) {
    faults.dropNext(times);
  }

  /**
   * Answers the content of every mail that much later, until {@link #behave()}.
   *
   * @param delay zero or more
   */
  public void answerAfter(Duration delay) {
    faults.delay(delay);
  }

  /** Ends all faults; a sink that is down stays down. */
  public void behave() {
    faults.clear();
  }

  /** Closes the port and all connections; mails and faults stay. Nothing happens if it is down. */
  public synchronized void down() {
    SMTPServer running = server;
    if (running != null) {
      running.stop();
      server = null;
    }
  }

  /**
   * Opens the same port again. Nothing happens if it is up.
   *
   * @throws IllegalStateException if something else took the port
   */
  public synchronized void up() {
    if (server != null) {
      return;
    }
    SMTPServer fresh = build();
    try {
      fresh.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException("the SMTP sink cannot listen on port " + port, e);
    }
    port = fresh.getPortAllocated();
    server = fresh;
  }

  @Override
  public void close() {
    down();
  }

  private SMTPServer build() {
    SMTPServer.Builder builder =
        SMTPServer.port(port)
            .bindAddress(address)
            .hostName("localhost")
            .softwareName("Carillon SMTP sink")
            .maxConnections(MAX_CONNECTIONS)
            .backlog(MAX_CONNECTIONS)
            .insertReceivedHeaders(false)
            .executorService(daemonThreads())
            .sessionHandler(new Doorkeeper(faults))
            .messageHandlerFactory(
                context -> new SinkSession(context, faults, store, options.keepBytesPerMail()));
    ServerCertificate shown = certificate;
    if (shown != null) {
      if (options.security() == SmtpOptions.Security.IMPLICIT_TLS) {
        builder.serverSocketFactory(shown.serverContext());
      } else {
        builder.enableTLS().requireTLS().startTlsSocketFactory(shown.serverContext());
      }
    }
    SmtpOptions.Login login = options.login();
    if (login != null) {
      builder
          .requireAuth()
          .authenticationHandlerFactory(
              new EasyAuthenticationHandlerFactory(
                  (user, password, context) -> {
                    if (!user.equals(login.user()) || !password.equals(login.password())) {
                      throw new LoginFailedException();
                    }
                  }));
    }
    return builder.build();
  }

  // A sink that nobody closed must not keep a JVM from ending.
  private static ExecutorService daemonThreads() {
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, "smtp-sink");
          thread.setDaemon(true);
          return thread;
        });
  }

  private record Doorkeeper(SmtpFaults faults) implements SessionHandler {
    @Override
    public SessionAcceptance accept(Session session) {
      return faults
          .take(Stage.CONNECT, List.of())
          .map(refusal -> SessionAcceptance.failure(refusal.code(), refusal.text()))
          .orElseGet(SessionAcceptance::success);
    }

    @Override
    public void onSessionEnd(Session session) {
      // Nothing was taken for the session.
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "SmtpSink on port %d, %d mails", port(), count());
  }
}

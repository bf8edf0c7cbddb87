package io.carillon.streams.web;

import io.carillon.streams.inbox.InboxStore;
import io.carillon.streams.ledger.Ledger;
import io.carillon.streams.recipients.RecipientStore;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.net.URI;

/**
 * The HTTP interface of one instance. It is open before the streams start, so that starting can be
 * watched. Thread-safe; whoever opens it closes it.
 */
public final class WebServer implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final Javalin server;
  private final String host;

  private WebServer(Javalin server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Opens the port.
   *
   * @param settings where, and for whom
   * @param instance whom it belongs to
   * @param content what answers rest on
   * @return the open interface
   * @throws IllegalStateException if the port cannot be listened on
   */
  public static WebServer open(WebSettings settings, Instance instance, WebContent content) {
    Javalin server =
        Javalin.create(
            config -> {
              quiet(config);
              config.http.prefer405over404 = true;
              config.routes.before("/v1/*", new Guard(settings.token()));
              Errors.handle(config.routes);
              operation(config.routes, instance, new Health(instance, content.clock()));
              Routing routing =
                  new Routing(instance, content.clock(), new Hop(settings.writeTimeout()));
              members(config.routes, routing, settings, content);
              unsubscribe(config.routes, routing, content);
            });
    try {
      return new WebServer(server.start(settings.host(), settings.port()), settings.host());
    } catch (JavalinBindException e) {
      throw new IllegalStateException(
          "http: cannot listen on " + settings.host() + ":" + settings.port(), e);
    }
  }

  /**
   * Returns where it is.
   *
   * @return the root, without a slash at its end
   */
  public URI url() {
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
  }

  /**
   * Returns the port.
   *
   * @return the one really bound
   */
  public int port() {
    return server.port();
  }

  /** Stops answering. Closing again does nothing. */
  @Override
  public void close() {
    server.stop();
  }

  private static void quiet(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
  }

  private static void operation(RoutesConfig routes, Instance instance, Health health) {
    routes.get(
        "/livez",
        context -> {
          Health.Life life = health.life();
          answer(context, life.alive() ? OK : UNAVAILABLE, life);
        });
    routes.get(
        "/readyz",
        context -> {
          Health.Report report = health.report();
          answer(context, report.ready() ? OK : UNAVAILABLE, report);
        });
    routes.get("/metrics", context -> context.contentType(PROMETHEUS).result(instance.metrics()));
  }

  private static void members(
      RoutesConfig routes, Routing routing, WebSettings settings, WebContent content) {
    PreferencesResource preferences = new PreferencesResource(content, settings.writeTimeout());
    String path = "/v1/members/{id}/preferences";
    routes.get(path, routing.byMember(RecipientStore.NAME, preferences::get));
    routes.put(path, routing.byMember(RecipientStore.NAME, preferences::put));
    routes.patch(path, routing.byMember(RecipientStore.NAME, preferences::patch));
    routes.get(
        "/v1/members/{id}/decisions",
        routing.byMember(Ledger.NAME, new DecisionsResource(content.clock())::get));
    routes.get(
        "/v1/members/{id}/deliveries",
        routing.byMember(Ledger.NAME, new DeliveriesResource(content.clock())::get));
    routes.get(
        "/v1/users/{id}/notifications",
        routing.byMember(InboxStore.NAME, new InboxResource()::get));
  }

  private static void unsubscribe(RoutesConfig routes, Routing routing, WebContent content) {
    if (content.links() != null) {
      UnsubscribeResource unsubscribe = new UnsubscribeResource(content, content.links());
      routes.get("/v1/unsubscribe/{token}", unsubscribe::get);
      routes.post(
          "/v1/unsubscribe/{token}",
          routing.preferablyByMember(
              RecipientStore.NAME, unsubscribe::memberId, unsubscribe::post));
    }
  }

  private static void answer(Context context, int status, Object body) {
    context.status(status).contentType(JSON).result(Json.write(body));
  }
}

package io.carillon.cli.demo;

import io.carillon.delivery.email.MessageIds;
import io.carillon.localstack.LocalStack;
import io.carillon.localstack.basket.BasketOptions;
import io.carillon.settings.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the streams app and the workers are told on this machine. Immutable.
 *
 * @param allowed whom the playpen lets through, as {@code playpen.allowed} has it
 * @param shortRetries whether the next attempt is made within seconds, so that somebody who watches
 *     sees it
 */
record AppSettings(String allowed, boolean shortRetries) {
  private static final String SITE = "https://carillon.example.org/";
  private static final String SENDER_DOMAIN = "example.org";
  private static final String SENDER = "carillon@" + SENDER_DOMAIN;
  private static final String SOON = "2s,2s,2s";

  // Mails of a sink on loopback need no secret.
  private static final String MESSAGE_ID_KEY = "only-for-this-machine";

  Map<String, String> app(LocalStack stack, URI api) {
    Map<String, String> all = common(stack);
    all.put("instance", "carillon-1");
    all.put("state-dir", stack.dataDirectory().resolve("state").toString());
    all.put("threads", "1");
    all.put("standbys", "0");
    all.put("http.port", Integer.toString(api.getPort()));
    all.put("site.url", SITE);
    all.put("newsletters.base-url", stack.sandboxUrl().toString());
    all.put("newsletters.api-key", BasketOptions.DEFAULT_KEY);
    if (shortRetries) {
      all.put("retry.email", SOON);
      all.put("retry.newsletter", SOON);
      all.put("retry.in-app", SOON);
      all.put("retry.ambiguous-pause", "2s");
    }
    return all;
  }

  /** Settings that every worker has. */
  Map<String, String> worker(LocalStack stack, URI api) {
    Map<String, String> all = common(stack);
    all.put("ledger.url", api.toString());
    all.put("playpen.mode", "sandbox");
    all.put("playpen.allowed", allowed);
    return all;
  }

  Map<String, String> email(LocalStack stack, URI api) {
    Map<String, String> all = worker(stack, api);
    all.put("email.relay.host", "127.0.0.1");
    all.put("email.relay.port", Integer.toString(stack.smtpPort()));
    all.put("email.sender.from", SENDER);
    all.put("email.sender.message-id-key", MESSAGE_ID_KEY);
    return all;
  }

  /** How the email worker names its mails. */
  static MessageIds messageIds() {
    return new MessageIds(new Secret(MESSAGE_ID_KEY), SENDER_DOMAIN);
  }

  Map<String, String> newsletter(LocalStack stack, URI api) {
    Map<String, String> all = worker(stack, api);
    all.put("newsletter.base-url", stack.sandboxUrl().toString());
    all.put("newsletter.api-key", BasketOptions.DEFAULT_KEY);
    all.put("newsletter.source-url", SITE);
    return all;
  }

  private static Map<String, String> common(LocalStack stack) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kafka.bootstrap.servers", stack.bootstrapServers());
    all.put("registry.urls", stack.registryUrl().toString());
    return all;
  }
}

package io.carillon.streams.web;

import io.carillon.avro.Choice;
import io.carillon.avro.PreferenceEntry;
import io.carillon.avro.PreferenceSet;
import io.carillon.avro.Preferences;
import io.carillon.avro.PreferencesReplaced;
import io.carillon.schemas.Topics;
import io.carillon.streams.web.PreferenceChanges.Token;
import io.carillon.streams.web.PreferenceRequest.Change;
import io.carillon.streams.web.Routing.Member;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code /v1/members/{id}/preferences}: what a member chose, what comes of it, and changes of it.
 *
 * <p>A member nobody knows has the defaults, with version 0: preferences may well arrive before the
 * profile does, and an answer that differs would tell callers who is a member.
 */
final class PreferencesResource {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private final WebContent content;
  private final Duration patience;

  /**
   * The change is kept, but not in the store yet, as JSON shows it.
   *
   * @param token where the change is: {@code <topic>-<partition>@<offset>}
   * @param message what that means
   */
  record Pending(String token, String message) {}

  PreferencesResource(WebContent content, Duration patience) {
    this.content = content;
    this.patience = patience;
  }

  void get(Context context, Member member, Backend backend) {
    TopicPartition changes =
        new TopicPartition(Topics.PREFERENCE_CHANGES.name(), member.partition());
    if (!backend.freshness().awaitCaughtUp(changes, patience)) {
      throw ApiException.unavailable("changes of preferences are still being read");
    }
    answer(context, member, backend, () -> backend.freshness().isCaughtUp(changes));
  }

  void put(Context context, Member member, Backend backend) {
    List<Change> entries = PreferenceRequest.entries(Body.json(context), content.catalog());
    Instant at = ChangeTime.of(member, backend, content.clock());
    SpecificRecord change =
        new PreferencesReplaced(
            content.ids().get(),
            at,
            member.id(),
            entries.stream().map(entry -> entry(entry, at)).toList());
    write(context, member, backend, List.of(change));
  }

  void patch(Context context, Member member, Backend backend) {
    List<Change> changes = PreferenceRequest.changes(Body.json(context), content.catalog());
    Instant at = ChangeTime.of(member, backend, content.clock());
    write(
        context, member, backend, changes.stream().map(change -> set(member, change, at)).toList());
  }

  private void write(
      Context context, Member member, Backend backend, List<? extends SpecificRecord> records) {
    Token token = backend.changes().write(member.id(), records);
    long next = token.offset() + 1;
    if (backend.freshness().await(token.partition(), next, patience)) {
      answer(context, member, backend, () -> backend.freshness().hasRead(token.partition(), next));
      return;
    }
    Pending pending =
        new Pending(token.toString(), "the change is kept, and holds as soon as it has been read");
    context.status(ACCEPTED).contentType("application/json").result(Json.write(pending));
  }

  /** Waiting is over, but the task may have restarted since: so how fresh it is counts now. */
  private void answer(Context context, Member member, Backend backend, BooleanSupplier fresh) {
    Preferences preferences =
        backend
            .freshness()
            .settled(
                member.partition(),
                () -> {
                  if (!fresh.getAsBoolean()) {
                    throw ApiException.unavailable("changes of preferences are still being read");
                  }
                  return backend.stores().recipient(member.partition(), member.id());
                })
            .getPreferences();
    PreferencesAnswer answer = PreferencesAnswer.of(member.id(), preferences, content.catalog());
    context
        .status(OK)
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .result(Json.write(answer));
  }

  private static PreferenceEntry entry(Change entry, Instant at) {
    return new PreferenceEntry(
        entry.messageType(), entry.category(), entry.channel(), entry.choice() == Choice.ON, at);
  }

  private PreferenceSet set(Member member, Change change, Instant at) {
    return new PreferenceSet(
        content.ids().get(),
        at,
        member.id(),
        change.messageType(),
        change.category(),
        change.channel(),
        change.choice());
  }
}

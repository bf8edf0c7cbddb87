package io.carillon.cli.demo;

import io.carillon.avro.CommandHeader;
import io.carillon.avro.DeadLetter;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.avro.InAppCommand;
import io.carillon.avro.NewsletterCommand;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Verdict;
import io.carillon.avro.VerdictKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What became of the events, as Kafka tells it. Not thread-safe. */
final class Journal {
  private final List<Produced> events = new ArrayList<>();
  private final Map<String, List<Decision>> decisions = new HashMap<>();
  private final Map<String, Verdict> withdrawals = new HashMap<>();
  private final Map<String, List<DeliveryOutcome>> outcomes = new LinkedHashMap<>();
  private final Map<String, List<SpecificRecord>> commands = new LinkedHashMap<>();
  private final Map<Produced.Place, DeadLetter> deadEvents = new HashMap<>();
  private final Map<String, DeadLetter> deadCommands = new HashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();

  void sent(Produced event) {
    events.add(event);
  }

  /** Takes a record of any topic that Carillon writes. */
  void heard(@Nullable SpecificRecord record) {
    if (record instanceof Decision decision) {
      decided(decision);
    } else if (record instanceof DeliveryOutcome outcome) {
      outcomes.computeIfAbsent(outcome.getCommandId(), id -> new ArrayList<>()).add(outcome);
    } else if (record instanceof DeadLetter letter) {
      died(letter);
    } else if (record != null) {
      commands.computeIfAbsent(header(record).getCommandId(), id -> new ArrayList<>()).add(record);
    }
  }

  /** A later decision about a command already issued ends it; all others are about an event. */
  private void decided(Decision decision) {
    List<Verdict> verdicts = decision.getVerdicts();
    boolean isLater =
        !verdicts.isEmpty()
            && verdicts.stream()
                .allMatch(v -> v.getKind() == VerdictKind.SKIP && v.getCommandId() != null);
    if (isLater) {
      verdicts.forEach(v -> withdrawals.put(Objects.requireNonNull(v.getCommandId()), v));
    } else {
      decisions.computeIfAbsent(decision.getEventId(), id -> new ArrayList<>()).add(decision);
    }
  }

  private void died(DeadLetter letter) {
    deadLetters.add(letter);
    String topic = letter.getSourceTopic();
    Integer partition = letter.getSourcePartition();
    Long offset = letter.getSourceOffset();
    if (letter.getCommandId() != null) {
      deadCommands.put(letter.getCommandId(), letter);
    } else if (topic != null && partition != null && offset != null) {
      deadEvents.put(new Produced.Place(topic, partition, offset), letter);
    }
  }

  static CommandHeader header(SpecificRecord command) {
    if (command instanceof EmailCommand email) {
      return email.getHeader();
    }
    if (command instanceof NewsletterCommand newsletter) {
      return newsletter.getHeader();
    }
    return ((InAppCommand) command).getHeader();
  }

  List<Produced> events() {
    return events;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  /** All that was decided about events, in no order. */
  List<Decision> decisions() {
    return decisions.values().stream().flatMap(List::stream).toList();
  }

  /** How often each event was decided, by its id. */
  Map<String, Integer> decisionCounts() {
    Map<String, Integer> counts = new HashMap<>();
    decisions.forEach((id, made) -> counts.put(id, made.size()));
    return counts;
  }

  /** How often each event was sent, by its id, not counting what became a dead letter instead. */
  Map<String, Integer> sendings() {
    Map<String, Integer> counts = new HashMap<>();
    for (Produced event : events) {
      String id = event.eventId();
      if (id != null && !deadEvents.containsKey(event.place())) {
        counts.merge(id, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Commands by their ids; one for each attempt that was issued. */
  Map<String, List<SpecificRecord>> commands() {
    return commands;
  }

  /** The ids of all commands that a worker reported on. */
  Iterable<String> reported() {
    return outcomes.keySet();
  }

  Optional<DeadLetter> deadLetter(Produced event) {
    return Optional.ofNullable(deadEvents.get(event.place()));
  }

  /**
   * What was decided about one sending of an event. The same id sent twice is decided twice, in the
   * order of sending, as both are on one partition.
   */
  Optional<Decision> decision(Produced event) {
    if (deadEvents.containsKey(event.place()) || event.eventId() == null) {
      return Optional.empty();
    }
    int before = 0;
    for (Produced other : events) {
      if (other.equals(event)) {
        break;
      }
      if (event.eventId().equals(other.eventId()) && !deadEvents.containsKey(other.place())) {
        before++;
      }
    }
    List<Decision> all = decisions.getOrDefault(event.eventId(), List.of());
    return before < all.size() ? Optional.of(all.get(before)) : Optional.empty();
  }

  /** What a command came to in the end; empty if it is still under way. */
  Optional<Ending> ending(String commandId) {
    DeliveryOutcome last = last(commandId);
    if (last != null && isFinal(last)) {
      return Optional.of(new Ending(last, null));
    }
    DeadLetter letter = deadCommands.get(commandId);
    if (letter != null) {
      return Optional.of(new Ending(last, letter.getReason()));
    }
    Verdict withdrawal = withdrawals.get(commandId);
    return Optional.ofNullable(withdrawal).map(v -> new Ending(last, v.getReason()));
  }

  /**
   * Why a command did not come to what it should; empty while it is under way, and if it was
   * delivered, withheld by the playpen, overtaken or withdrawn.
   */
  Optional<String> failure(String commandId) {
    DeadLetter letter = deadCommands.get(commandId);
    DeliveryOutcome last = last(commandId);
    if (last != null && isFinal(last)) {
      return switch (last.getStatus()) {
        case REJECTED, AMBIGUOUS ->
            Optional.of(
                Row.word(last.getStatus())
                    + (last.getReason() == null ? "" : " " + last.getReason()));
        default -> Optional.empty();
      };
    }
    return Optional.ofNullable(letter).map(dead -> "given up " + dead.getReason());
  }

  private boolean isFinal(DeliveryOutcome outcome) {
    return switch (outcome.getStatus()) {
      case ACCEPTED, CONFIRMED, SANDBOXED, REJECTED, OVERTAKEN -> true;
      case BEGUN, RETRY_LATER -> false;
      case AMBIGUOUS ->
          commands.getOrDefault(outcome.getCommandId(), List.of()).stream()
              .anyMatch(command -> header(command).getOnAmbiguous() == OnAmbiguous.HOLD);
    };
  }

  /** The last thing a worker said about a command; null if it said nothing yet. */
  @Nullable DeliveryOutcome last(String commandId) {
    List<DeliveryOutcome> all = outcomes.getOrDefault(commandId, List.of());
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  /**
   * How a command ended.
   *
   * @param outcome the last outcome; null if there was none
   * @param givenUp why it was given up; null if the outcome is the end
   */
  record Ending(@Nullable DeliveryOutcome outcome, @Nullable String givenUp) {}

  /** What is still open, one line each; none if everything is settled. */
  List<String> unsettled() {
    List<String> open = new ArrayList<>();
    for (Produced event : events) {
      String about = event.type() + " of " + event.memberId();
      if (deadLetter(event).isPresent()) {
        continue;
      }
      Optional<Decision> decision = decision(event);
      if (decision.isEmpty()) {
        open.add(about + ": no decision");
      }
      decision.ifPresent(made -> made.getVerdicts().forEach(v -> noteOpen(about, v, open)));
    }
    return open;
  }

  private void noteOpen(String about, Verdict verdict, List<String> open) {
    String id = verdict.getCommandId();
    if (verdict.getKind() == VerdictKind.SEND && id != null && ending(id).isEmpty()) {
      DeliveryOutcome last = last(id);
      String state =
          last == null
              ? "no outcome"
              : last.getStatus() + (last.getReason() == null ? "" : " " + last.getReason());
      open.add(
          about
              + ": "
              + verdict.getMessageType()
              + " by "
              + Row.word(verdict.getChannel())
              + ": "
              + state);
    }
  }
}

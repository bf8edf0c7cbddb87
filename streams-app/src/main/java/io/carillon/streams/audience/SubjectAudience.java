package io.carillon.streams.audience;

import io.carillon.avro.Candidate;
import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberDeleted;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.NdaLeft;
import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.catalog.MessageType;
import io.carillon.streams.intake.Admitted;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The audience of an event about one member: that member. Nothing is re-keyed. */
final class SubjectAudience implements Processor<String, Admitted, String, Candidacy> {
  private final Catalog catalog;
  private ProcessorContext<String, Candidacy> context;

  SubjectAudience(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void init(ProcessorContext<String, Candidacy> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, Admitted> event) {
    context.forward(
        event.withValue(new Candidacy(event.value(), candidates(event.value(), catalog))));
  }

  /** One candidate per message type that the event calls for. */
  static List<Candidate> candidates(Admitted admitted, Catalog catalog) {
    List<MessageType> types = catalog.typesOf(admitted.eventType());
    List<Candidate> candidates = new ArrayList<>(types.size());
    Map<String, String> model = model(admitted.event(), admitted.occurredAt());
    for (int i = 0; i < types.size(); i++) {
      candidates.add(candidate(admitted, types.get(i), model));
    }
    return candidates;
  }

  private static Candidate candidate(
      Admitted admitted, MessageType type, Map<String, String> model) {
    SpecificRecord event = admitted.event();
    return new Candidate(
        type.name(),
        admitted.eventId(),
        admitted.memberId(),
        admitted.occurredAt(),
        address(type, event),
        event instanceof EmailChanged changed ? changed.getOldEmail() : null,
        event instanceof MemberDeleted deleted ? deleted.getLocale() : null,
        model,
        null);
  }

  private static @Nullable String address(MessageType type, SpecificRecord event) {
    return switch (type.address()) {
      case PROFILE -> null;
      case OLD -> ((EmailChanged) event).getOldEmail();
      case NEW -> ((EmailChanged) event).getNewEmail();
      case CAPTURED -> ((MemberDeleted) event).getEmail();
    };
  }

  /** What the event itself tells the templates. */
  private static Map<String, String> model(SpecificRecord event, Instant occurredAt) {
    Map<String, String> model = new HashMap<>();
    model.put("occurredOn", LocalDate.ofInstant(occurredAt, ZoneOffset.UTC).toString());
    if (event instanceof MemberVouched vouched) {
      model.put("vouches", Integer.toString(vouched.getVouches()));
      putIfGiven(model, "voucherName", vouched.getVoucherName());
    } else if (event instanceof NdaLeft left) {
      putIfGiven(model, "reason", left.getReason());
    } else if (event instanceof EmailChanged changed) {
      putIfGiven(model, "oldEmail", changed.getOldEmail());
      model.put("newEmail", changed.getNewEmail());
    } else if (event instanceof MemberDeleted deleted) {
      putIfGiven(model, "memberName", deleted.getFirstName());
    }
    return model;
  }

  private static void putIfGiven(Map<String, String> model, String name, @Nullable String value) {
    if (value != null) {
      model.put(name, value);
    }
  }
}

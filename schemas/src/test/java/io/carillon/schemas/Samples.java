package io.carillon.schemas;

import io.carillon.avro.EmailChanged;
import io.carillon.avro.MemberVouched;
import io.carillon.avro.Switch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records and topics that many tests need, and a clock that only moves when somebody waits. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

  private Samples() {}

  static Switch aSwitch() {
    return new Switch("BASKET_SWITCH_ENABLED", true, NOON, "ann");
  }

  static MemberVouched aVouch() {
    return new MemberVouched("e-1", NOON, "m-1", 0, 1, null);
  }

  static EmailChanged anEmailChange() {
    return EmailChanged.newBuilder()
        .setEventId("e-2")
        .setOccurredAt(NOON)
        .setMemberId("m-1")
        .setNewEmail("ann@example.org")
        .build();
  }

  static int idIn(byte[] data) {
    return ByteBuffer.wrap(data, 1, 4).getInt();
  }

  /** Time passes only in pauses; what happens in a pause can be scripted. */
  static final class Paused implements Timing {
    final List<Duration> pauses = new ArrayList<>();
    private long now = 5_000_000_000L;
    private Runnable meanwhile = () -> {};

    void meanwhile(Runnable action) {
      meanwhile = action;
    }

    void pass(Duration time) {
      now += time.toNanos();
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      pauses.add(time);
      pass(time);
      meanwhile.run();
    }
  }
}

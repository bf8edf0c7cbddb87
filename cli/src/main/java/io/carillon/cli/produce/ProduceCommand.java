package io.carillon.cli.produce;

import io.carillon.cli.CliException;
import io.carillon.cli.KafkaOptions;
import io.carillon.cli.RegistryOptions;
import io.carillon.schemas.SchemaRegistry;
import io.carillon.schemas.SerdeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends JSON lines as Avro records to the topics they belong on. */
@Command(
    name = "produce",
    mixinStandardHelpOptions = true,
    description = {
      "Send JSON lines as Avro records to the topics they belong on.",
      "A bad line is answered with its number and what is wrong; the others are sent, and the exit"
          + " code is 1."
    },
    footer = {
      "",
      "A line names the record type; it decides on topic and key:",
      "  {\"type\":\"MemberVouched\",\"memberId\":\"ann\",\"vouchesBefore\":0,\"vouches\":1}",
      "eventId, changeId and occurredAt, changedAt, updatedAt may be left out; a time may be",
      "relative to now: \"-8d\", \"-90s\". \"tombstone\":true with the key alone deletes a row:",
      "  {\"type\":\"MemberProfile\",\"memberId\":\"ann\",\"tombstone\":true}",
      "Empty lines and lines that begin with # are skipped."
    })
public final class ProduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private RegistryOptions registry = new RegistryOptions();

  @Parameters(paramLabel = "FILE", description = "File of JSON lines, - for standard input.")
  private String file = "-";

  /** Made by picocli. */
  public ProduceCommand() {}

  @Override
  public Integer call() {
    InstantSource clock = InstantSource.system();
    LineReader reader = new LineReader(clock, new TimeOrderedIds(clock, new SecureRandom()));
    try (Lines lines = file.equals("-") ? new Lines(System.in) : Lines.open(Path.of(file));
        SchemaRegistry connection = SchemaRegistry.open(registry.settings());
        RecordProducer producer = new RecordProducer(kafka.properties(), connection)) {
      return send(lines, reader, producer);
    } catch (IOException e) {
      throw new CliException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (SerdeException e) {
      throw new CliException(String.valueOf(e.getMessage()), e);
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
  }

  private int send(Lines lines, LineReader reader, RecordProducer producer) throws IOException {
    AtomicLong sent = new AtomicLong();
    AtomicLong bad = new AtomicLong();
    AtomicReference<@Nullable TimeoutException> inVain = new AtomicReference<>();
    while (inVain.get() == null && lines.next()) {
      long line = lines.number();
      try {
        producer
            .send(reader.read(lines.text()))
            .whenComplete(
                (metadata, e) -> {
                  if (e == null) {
                    sent.incrementAndGet();
                  } else if (e instanceof TimeoutException late) {
                    inVain.compareAndSet(null, late);
                  } else {
                    report(line, "Kafka: " + e.getMessage(), bad);
                  }
                });
      } catch (BadLineException e) {
        report(line, String.valueOf(e.getMessage()), bad);
      }
    }
    producer.flush();
    PrintWriter out = spec.commandLine().getOut();
    out.println("sent " + sent + ", bad " + bad);
    TimeoutException late = inVain.get();
    if (late != null) {
      // Every further line would wait as long, and be answered with the same.
      throw kafka.inVain(late);
    }
    return bad.get() == 0 ? 0 : 1;
  }

  private void report(long line, String reason, AtomicLong bad) {
    bad.incrementAndGet();
    spec.commandLine().getErr().println("line " + line + ": " + reason);
  }
}

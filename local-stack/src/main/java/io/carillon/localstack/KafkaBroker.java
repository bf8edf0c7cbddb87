package io.carillon.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sets up a single-node Kafka: broker and controller in one process, data in one folder. */
final class KafkaBroker {
  // Any 16 bytes in base64url; constant, so that a data directory can be used again.
  private static final String CLUSTER_ID = "Q2FyaWxsb25Mb2NhbFN0aw";

  // Within the working directory: Kafka reads its file as ISO 8859-1, and any folder may be given.
  private static final String DATA = "data";

  private KafkaBroker() {}

  /**
   * Writes the broker's configuration and returns it ready to start.
   *
   * @param home where the broker's jars are
   * @param stackData configuration, log and data go below
   * @param listen where clients connect
   * @param controllerPort a free port for the broker to talk to itself
   * @param heap the JVM's largest heap, such as {@code 384m}
   */
  static ServerProcess at(
      StackHome home, DataDirectory stackData, Listen listen, int controllerPort, String heap) {
    Path folder = stackData.path().resolve("kafka");
    Path properties = folder.resolve("server.properties");
    try {
      Files.createDirectories(folder);
      Files.writeString(properties, properties(listen, controllerPort));
    } catch (IOException e) {
      throw new LocalStackException("cannot write " + properties, e);
    }
    return new ServerProcess(
        new ServerProcess.Launch(
            Part.KAFKA.title(),
            stackData,
            folder,
            stackData.log("kafka"),
            home.brokerClassPath(),
            List.of(
                "-Xms128m",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS"),
            List.of(
                "--format", DATA, CLUSTER_ID, "kafka.Kafka", properties.getFileName().toString()),
            () -> Ports.answers(listen.reachableHost(), listen.port())));
  }

  private static String properties(Listen listen, int controllerPort) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%3$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://127.0.0.1:%3$d
        advertised.listeners=PLAINTEXT://%4$s:%2$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%5$s

        # One node: every internal topic has one replica, and few partitions to open at the start.
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        share.coordinator.state.topic.num.partitions=4
        auto.create.topics.enable=false

        # A broker that was killed may be back soon, not after the nine seconds of the default.
        broker.session.timeout.ms=3000
        broker.heartbeat.interval.ms=500

        # Members that come and go are noticed in seconds; tests may ask for less.
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        group.consumer.min.session.timeout.ms=1000
        group.consumer.session.timeout.ms=10000
        group.consumer.min.heartbeat.interval.ms=100
        group.consumer.heartbeat.interval.ms=1000
        group.streams.min.session.timeout.ms=1000
        group.streams.session.timeout.ms=10000
        group.streams.min.heartbeat.interval.ms=100
        group.streams.heartbeat.interval.ms=1000
        group.share.min.session.timeout.ms=1000
        group.share.session.timeout.ms=10000
        group.share.min.heartbeat.interval.ms=100
        group.share.heartbeat.interval.ms=1000
        group.share.min.record.lock.duration.ms=1000

        # A transaction whose producer died holds up readers of committed data until it is noticed.
        transaction.abort.timed.out.transaction.cleanup.interval.ms=1000

        # A third of a small heap by default.
        log.cleaner.dedupe.buffer.size=16777216
        """
        .formatted(listen.host(), listen.port(), controllerPort, listen.reachableHost(), DATA);
  }
}

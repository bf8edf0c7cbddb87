package io.carillon.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * What a process has used since its start.
 *
 * @param cpuMillis processor time of all its threads; {@link #NOT_MEASURED} if the JVM cannot tell
 * @param heapPeakBytes the peaks of all heap pools together, so rather too much than too little
 * @param rssPeakKib the most memory that was resident, heap and all; {@link #NOT_MEASURED} where
 *     there is no {@code /proc}
 * @param records what its Kafka producers have sent
 * @param bytes what its Kafka producers have sent, as compressed
 */
record Usage(long cpuMillis, long heapPeakBytes, long rssPeakKib, long records, long bytes) {
  static final long NOT_MEASURED = -1;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  /** Asks about the process that calls. */
  static Usage ofThisProcess() {
    return new Usage(
        readCpu(),
        heapPeak(),
        rssPeak(),
        producers("record-send-total"),
        producers("outgoing-byte-total"));
  }

  /** One line that {@link #decode} understands. */
  String encode() {
    return cpuMillis + " " + heapPeakBytes + " " + rssPeakKib + " " + records + " " + bytes;
  }

  static Usage decode(String line) {
    List<Long> numbers = new ArrayList<>();
    for (String number : line.trim().split(" ", -1)) {
      numbers.add(Long.valueOf(number));
    }
    return new Usage(
        numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4));
  }

  private static long readCpu() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      long nanos = system.getProcessCpuTime();
      return nanos < 0 ? NOT_MEASURED : nanos / 1_000_000;
    }
    return NOT_MEASURED;
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(peak -> peak.getUsed())
        .sum();
  }

  private static long rssPeak() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return NOT_MEASURED;
    } catch (IOException e) {
      return NOT_MEASURED;
    }
  }

  private static long producers(String attribute) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    double total = 0;
    try {
      ObjectName producers = new ObjectName("kafka.producer:type=producer-metrics,client-id=*");
      for (ObjectName producer : beans.queryNames(producers, null)) {
        total += ((Number) beans.getAttribute(producer, attribute)).doubleValue();
      }
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    } catch (JMException e) {
      // The producer was closed between the two calls.
      return NOT_MEASURED;
    }
    return (long) total;
  }
}

package io.carillon.localstack.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The mails a sink accepted, oldest first, their contents within bounds. Thread-safe. */
final class MailStore {
  private final long keepBytes;
  private final List<Mail> mails = new ArrayList<>();
  private long bytes;
  private int oldestWithContent;

  MailStore(long keepBytes) {
    this.keepBytes = keepBytes;
  }

  synchronized void add(Mail mail) {
    mails.add(mail);
    bytes += mail.rawSize();
    while (bytes > keepBytes) {
      Mail forgotten = mails.get(oldestWithContent);
      bytes -= forgotten.rawSize();
      mails.set(oldestWithContent, forgotten.withoutRaw());
      oldestWithContent++;
    }
    notifyAll();
  }

  synchronized void clear() {
    mails.clear();
    bytes = 0;
    oldestWithContent = 0;
  }

  synchronized int count() {
    return mails.size();
  }

  synchronized List<Mail> snapshot() {
    return List.copyOf(mails);
  }

  synchronized boolean awaitCount(int count, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (mails.size() < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}

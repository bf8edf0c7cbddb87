package io.carillon.schemas;

/**
 * How the subject of a schema in the registry is named; the names are those of Confluent's
 * serializers, so that theirs and ours find one another's schemas.
 */
public enum SubjectStrategy {
  /** {@code <topic>-value}: a topic that carries one record type. */
  TOPIC_NAME {
    @Override
    public String subject(String topic, String recordName) {
      return topic + "-value";
    }
  },
  /** {@code <topic>-<full record name>}: a topic that carries several record types. */
  TOPIC_RECORD_NAME {
    @Override
    public String subject(String topic, String recordName) {
      return topic + "-" + recordName;
    }
  };

  /**
   * Names the subject for the values of a topic.
   *
   * @param topic the topic
   * @param recordName the full name of the record's schema
   * @return the subject
   */
  public abstract String subject(String topic, String recordName);
}

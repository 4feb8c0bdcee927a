package io.github.dl4jinpaint.model.internal;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/** Records as JSON; numbers come back as they were, to the last bit. */
public final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Json() {}

  /**
   * Writes a record.
   *
   * @param record to write
   * @return JSON in UTF-8, indented
   */
  public static byte[] write(Object record) {
    try {
      return MAPPER.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that is no JSON: " + record, e);
    }
  }

  /**
   * Reads a record.
   *
   * @param json in UTF-8; names that the record doesn't have are passed over
   * @param type of the record
   * @param <T> type of the record
   * @return the record
   * @throws IOException where it is no JSON of such a record
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return MAPPER.readValue(json, type);
  }
}

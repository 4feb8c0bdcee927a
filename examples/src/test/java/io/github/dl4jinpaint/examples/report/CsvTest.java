package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"plain|plain", "Rome, 1963|\"Rome, 1963\"", "the \"cat\"|\"the \"\"cat\"\"\""})
  void whatWouldBeTakenForSeveralFieldsIsQuoted(String text, String field) {
    assertThat(Csv.field(text)).isEqualTo(field);
  }
}

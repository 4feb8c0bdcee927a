package io.github.dl4jinpaint.examples.compare;

/** The methods to choose from on a command line, in the order in which they are shown. */
public enum ComparedMethod {
  table1("Network 1", ComparedNetwork.TABLE_1),
  table2("Network 2", ComparedNetwork.TABLE_2),
  ordinary("2, ordinary", ComparedNetwork.ORDINARY_U_NET),
  ordinary_mask("2, ordinary, mask", ComparedNetwork.ORDINARY_U_NET_WITH_MASK),
  convolutional("5 convolutions", ComparedNetwork.FIVE_CONVOLUTIONS),
  dense("4 conv., 2 dense", ComparedNetwork.FOUR_CONVOLUTIONS_TWO_DENSE),
  autoencoder("Autoencoder", ComparedNetwork.AUTOENCODER),
  shipped("Model that ships", null),
  telea("Telea", null),
  navier_stokes("Navier-Stokes", null),
  shift_map("Shift map", null);

  private final String label;
  private final ComparedNetwork network;

  ComparedMethod(String label, ComparedNetwork network) {
    this.label = label;
    this.network = network;
  }

  /** The name in tables and pictures. */
  public String label() {
    return label;
  }

  /** The network to train; null for a method that is as it is. */
  public ComparedNetwork network() {
    return network;
  }
}

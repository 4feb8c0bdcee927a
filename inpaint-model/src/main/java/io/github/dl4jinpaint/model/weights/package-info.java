/**
 * Weights in and out: networks that were trained with PyTorch work here, and ours there.
 *
 * <ul>
 *   <li>{@link io.github.dl4jinpaint.model.weights.WeightFiles} reads a whole network from
 *       PyTorch's file of a PConvUNet, and writes and reads any of ours as .safetensors. {@link
 *       io.github.dl4jinpaint.model.ModelFiles} and {@link
 *       io.github.dl4jinpaint.model.inpainting.Inpainter} load such files like any model.
 *   <li>{@link io.github.dl4jinpaint.model.weights.WeightTable} copies weights into a graph of
 *       one's own by a table of names: for those who used NVIDIA's layer in a network of theirs.
 *   <li>{@link io.github.dl4jinpaint.model.weights.Vgg16} is torchvision's, for perceptual losses.
 *   <li>{@link io.github.dl4jinpaint.model.weights.TensorFile} is what they read from: a file's
 *       tensors by name.
 * </ul>
 *
 * <h2>Formats that are read</h2>
 *
 * <p>The content tells them apart. Numbers are double, float, half, bfloat16, integers or booleans.
 *
 * <p><i>torch.save since PyTorch 1.6</i> (.pth, .pt): a zip file whose entries aren't packed.
 * FOLDER/data.pkl is a pickle: a state dict, or a dictionary with one under the name model,
 * state_dict, model_state_dict, net, network or generator. Its tensors are a storage's key, an
 * offset, a shape and strides; the storage with key K is FOLDER/data/K, whose byte order
 * FOLDER/byteorder tells (little-endian where it is missing). Several tensors may share one.
 *
 * <p><i>torch.save before that</i>, and with {@code _use_new_zipfile_serialization=False}: five
 * pickles one after another, which are a magic number, the protocol 1001, facts about the machine,
 * the state dict, and a list of the storages' keys. In the list's order the storages follow, each
 * as the number of its values (8 bytes, little-endian) and these, little-endian. Tar files of
 * PyTorch 0.1 aren't read.
 *
 * <p><i>.safetensors</i>: the length of a header (8 bytes, little-endian), the header, and the
 * data. The header is JSON: {@code {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0,
 * 24]}, …}}, offsets from the beginning of the data, and under __metadata__ texts by name.
 *
 * <p>A pickle is a program that may call any function. Of what it asks for, only
 * collections.OrderedDict, torch's typed storages and torch._utils' functions that make a tensor or
 * a parameter of one are known, none of which is called; anything else is refused by its name, and
 * so are instructions that PyTorch doesn't write. A file that was saved with more than tensors and
 * numbers (a whole module, arguments, NumPy's numbers) becomes one that is read by
 *
 * <pre>{@code
 * torch.save(torch.load("all.pth")["model"], "weights.pth")
 * }</pre>
 *
 * <p>Pickles and headers have 16 MB at most, pickles a million instructions. A tensor must lie
 * within its storage, and have no more numbers than its file has bytes.
 *
 * <h2>The format that is written</h2>
 *
 * <p>.safetensors, a tensor for each parameter, named LAYER.PARAMETER, such as encoder1.W, of the
 * parameter's shape: W [out, in, height, width], b [out], and of a batch normalisation gamma, beta,
 * mean and log10stdev, [1, out] each. The metadata are
 *
 * <table>
 *   <caption>Metadata</caption>
 *   <tr><th>name</th><th>text</th></tr>
 *   <tr><td>format</td><td>dl4j-inpaint</td></tr>
 *   <tr><td>configuration</td><td>the graph's settings, Deeplearning4j's JSON</td></tr>
 *   <tr><td>provenance</td><td>{@link io.github.dl4jinpaint.model.Provenance} as JSON, where it is
 *       known</td></tr>
 * </table>
 *
 * <p>In half precision weights are F16; what there is one of for each channel stays as it is, which
 * is less than a hundredth of a network. A network that is written in full comes back to the last
 * bit.
 *
 * <p>The PyTorch module <a href="doc-files/dl4j_inpaint.py">dl4j_inpaint.py</a> loads such files.
 * It builds the network from the configuration, needs nothing but PyTorch, trains like any module,
 * and predicts what the network does here to 1e-5:
 *
 * <pre>{@code
 * network = dl4j_inpaint.load("network.safetensors").eval()
 * prediction = network(image, mask)
 * }</pre>
 *
 * <h2>Keras</h2>
 *
 * <p>HDF5 files (.h5) aren't read: Deeplearning4j's reader brings HDF5's native libraries for all
 * platforms to everybody who uses this library, and its importer of Keras models refuses layers
 * that it doesn't know. A few lines of Python make them .safetensors, for a {@link
 * io.github.dl4jinpaint.model.weights.WeightTable}. A kernel of Keras is [height, width, in, out];
 * MathiasGruber/PConv-Keras divides by the sum of the mask over all channels and multiplies by the
 * window's area alone, so that its weights here are those divided by the number of input channels:
 *
 * <pre>{@code
 * w = h5["p_conv2d_1/p_conv2d_1/img_kernel:0"][()]
 * tensors["p_conv2d_1.weight"] = (w.transpose(3, 2, 0, 1) / w.shape[2]).copy()
 * }</pre>
 */
package io.github.dl4jinpaint.model.weights;

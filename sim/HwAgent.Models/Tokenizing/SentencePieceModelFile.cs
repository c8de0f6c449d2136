using System.Text;
using Google.Protobuf;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// SentencePiece's tokenizer.model with a BPE model (google/sentencepiece, sentencepiece_model.proto). Read and encoded here, because
/// Microsoft.ML.Tokenizers 2.0.1 does not tell the kinds of pieces, which decoding needs, and does not encode as SentencePiece does: with the
/// vocabulary of Llama 2 it gives other tokens for <c>y.```</c>, none at all for <c>a</c> where extra spaces are to be removed, and wrong
/// tokens for bytes in unigram models.
/// </summary>
internal sealed class SentencePieceModelFile
{
    private const int Bpe = 2;

    private readonly string _file;
    private readonly List<SentencePiece> _pieces = [];
    private int _modelType = 1, _unknownId, _beginId = 1, _endId = 2;
    private bool _addsPrefixSpace = true, _removesExtraSpaces = true;

    private SentencePieceModelFile(string file) => _file = file;

    /// <exception cref="InvalidModelException">Not such a file, or it asks for steps that are not supported.</exception>
    public static TokenizerParts Parse(byte[] bytes, string file, TokenizerSettings settings)
    {
        var model = new SentencePieceModelFile(file);
        model.Message(new CodedInputStream(bytes), "", model.Model);
        if (model._pieces.Count == 0) throw model.Error("pieces", "there are none", "give a tokenizer.model that SentencePiece wrote");
        if (model._modelType != Bpe) throw model.Error("trainer_spec.model_type", $"{model._modelType} is not supported, only BPE ({Bpe})", "use a model with BPE");
        int? begin = model.IdOrNull(model._beginId), end = model.IdOrNull(model._endId);
        var vocabulary = new SentencePieceVocabulary(file, "tokenizer.model, SentencePiece BPE", model._pieces)
        {
            AddsPrefixSpace = model._addsPrefixSpace, RemovesExtraSpaces = model._removesExtraSpaces, KeepsUserDefinedInText = true, UnknownId = model.IdOrNull(model._unknownId), BeginId = begin,
            EndIds = [.. settings.EndIds.Concat(end is { } id ? [id] : []).Distinct()],
            AddsBegin = settings.AddsBegin ?? true, AddsEnd = settings.AddsEnd ?? false,
        };
        return vocabulary.ToParts();
    }

    private void Message(CodedInputStream input, string path, Action<CodedInputStream, int, string> field)
    {
        try
        {
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) field(input, (int)(tag >> 3), path);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException or ArgumentException)
        {
            throw Error(path.Length == 0 ? "file" : path, $"no protocol buffer of SentencePiece: {exception.Message}", "fetch the file again");
        }
    }

    private void Model(CodedInputStream input, int field, string path)
    {
        switch (field)
        {
            case 1:
                Piece(input.ReadBytes());
                break;
            case 2:
                Message(input.ReadBytes().CreateCodedInput(), "trainer_spec", Trainer);
                break;
            case 3:
                Message(input.ReadBytes().CreateCodedInput(), "normalizer_spec", Normalizer);
                break;
            case 5:
                Message(input.ReadBytes().CreateCodedInput(), "denormalizer_spec", Normalizer);
                break;
            default:
                input.SkipLastField();
                break;
        }
    }

    private void Piece(ByteString message)
    {
        string? text = null;
        var (score, kind) = (0f, SentencePieceKind.Normal);
        var path = $"pieces[{_pieces.Count}]";
        Message(message.CreateCodedInput(), path, (input, field, _) =>
        {
            switch (field)
            {
                case 1:
                    text = Text(path, input.ReadBytes());
                    break;
                case 2:
                    score = input.ReadFloat();
                    break;
                case 3:
                    kind = (SentencePieceKind)input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        });
        if (string.IsNullOrEmpty(text)) throw Error(path, "it has no text", "fetch the file again");
        if (!Enum.IsDefined(kind)) throw Error(path, $"its type {(int)kind} is unknown", "fetch the file again");
        _pieces.Add(new SentencePiece(text, score, kind));
    }

    private void Trainer(CodedInputStream input, int field, string path)
    {
        switch (field)
        {
            case 3:
                _modelType = input.ReadEnum();
                break;
            case 24:
                if (input.ReadBool()) throw Error($"{path}.treat_whitespace_as_suffix", "it is true, which is not supported", "use a tokenizer.json of the same model");
                break;
            case 40:
                _unknownId = input.ReadInt32();
                break;
            case 41:
                _beginId = input.ReadInt32();
                break;
            case 42:
                _endId = input.ReadInt32();
                break;
            default:
                input.SkipLastField();
                break;
        }
    }

    private void Normalizer(CodedInputStream input, int field, string path)
    {
        switch (field)
        {
            case 2:
                if (input.ReadBytes().Length > 0) throw Error($"{path}.precompiled_charsmap", "a table of characters to replace is not supported", "use a tokenizer.json of the same model");
                break;
            case 3:
                _addsPrefixSpace = input.ReadBool();
                break;
            case 4:
                _removesExtraSpaces = input.ReadBool();
                break;
            case 5:
                if (!input.ReadBool()) throw Error($"{path}.escape_whitespaces", "it is false, which is not supported", "use a tokenizer.json of the same model");
                break;
            default:
                input.SkipLastField();
                break;
        }
    }

    private string Text(string path, ByteString utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span)) throw Error(path, "its text is not UTF-8", "fetch the file again");
        return Encoding.UTF8.GetString(utf8.Span);
    }

    private int? IdOrNull(int id) => id >= 0 && id < _pieces.Count ? id : null;

    private InvalidModelException Error(string field, string problem, string advice) => new(_file, field, problem, advice);
}

// What to set on a job of one block so that it renders on a pool: integration.exe HOST:PORT "gpu + nuke"
// Built by: mcs -r:System.Runtime.Serialization integration.cs
using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;

[DataContract] class Header { [DataMember] public string type; }
[DataContract] class Masks { [DataMember] public string hosts_mask, hosts_mask_type, annotation, description; }
[DataContract] class Warning { [DataMember] public string message; }
[DataContract] class Plan { [DataMember] public string[] hosts; [DataMember] public Warning[] warnings; }
[DataContract] class Answer {
  [DataMember] public string code, message;
  [DataMember] public Masks job; [DataMember] public Plan plan;
}

static class Integration {
  static T Read<T>(string json) {
    using (var bytes = new MemoryStream(Encoding.UTF8.GetBytes(json)))
      return (T)new DataContractJsonSerializer(typeof(T)).ReadObject(bytes);
  }

  static string Quoted(string text) { return "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""; }

  static int Main(string[] args) {
    var at = args[0].LastIndexOf(':');
    using (var client = new TcpClient(args[0].Substring(0, at), int.Parse(args[0].Substring(at + 1)))) {
      client.ReceiveTimeout = 10000;
      var stream = client.GetStream();
      var asked = "{\"expression\":" + Quoted(args[1]) + ",\"job\":{\"blocks\":[{}]}}";
      var request = Encoding.UTF8.GetBytes("{\"version\":2,\"id\":1,\"command\":\"PLAN JOB\",\"args\":" + asked + "}\n");
      stream.Write(request, 0, request.Length);
      var reader = new StreamReader(stream, new UTF8Encoding(false));
      var isError = Read<Header>(reader.ReadLine()).type == "error";
      var answer = Read<Answer>(reader.ReadToEnd());  // The server closes after its answer.
      if (isError) { Console.Error.WriteLine(answer.code + ": " + answer.message); return 1; }
      foreach (var warning in answer.plan.warnings) Console.Error.WriteLine("warning: " + warning.message);
      var job = answer.job;
      Console.WriteLine("hosts_mask: " + job.hosts_mask + "\nhosts_mask_type: " + job.hosts_mask_type);
      Console.WriteLine("annotation: " + job.annotation);
      Console.WriteLine("description: " + job.description);
      return 0;
    }
  }
}

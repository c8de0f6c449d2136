System.Console.WriteLine("hwagent");

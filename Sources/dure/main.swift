print("dure")
